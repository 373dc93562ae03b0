package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/vmware/govmomi/vim25/types"
)

// The simulator takes elements in any order and ignores what it does not know; a real server does neither. The types
// of govmomi are made from VMware's WSDL, fields in the order of the schema: requests are checked against them.

const (
	soapNamespace   = "http://schemas.xmlsoap.org/soap/envelope/"
	vimNamespace    = "urn:vim25"
	schemaInstances = "http://www.w3.org/2001/XMLSchema-instance"
)

type element struct {
	name     xml.Name
	attrs    []xml.Attr
	text     strings.Builder
	children []*element
}

func (e *element) attr(space, local string) (string, bool) {
	for _, attr := range e.attrs {
		if attr.Name.Space == space && attr.Name.Local == local {
			return attr.Value, true
		}
	}
	return "", false
}

// checkRequest gives the method's name; the error is what a real server would say.
func checkRequest(body []byte) (string, error) {
	root, err := parse(body)
	if err != nil {
		return "", err
	}
	if root.name.Space != soapNamespace || root.name.Local != "Envelope" {
		return "", fmt.Errorf("%s is no SOAP envelope", root.name.Local)
	}
	for _, part := range root.children {
		if part.name.Space != soapNamespace {
			return "", fmt.Errorf("unexpected element %s in the envelope", part.name.Local)
		}
		if part.name.Local != "Body" {
			continue
		}
		if len(part.children) != 1 {
			return "", fmt.Errorf("%d elements in the body of the envelope", len(part.children))
		}
		method := part.children[0]
		kind, known := types.TypeFunc()(method.name.Local)
		if !known || kind.Kind() != reflect.Struct {
			return "", fmt.Errorf("unknown method %s", method.name.Local)
		}
		return method.name.Local, checkElement(method, kind, method.name.Local)
	}
	return "", fmt.Errorf("no body in the envelope")
}

func parse(body []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var root *element
	var open []*element
	for {
		token, err := decoder.Token()
		if err == io.EOF && root != nil && len(open) == 0 {
			return root, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the request is no XML: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			child := &element{name: token.Name, attrs: token.Attr}
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.children = append(parent.children, child)
			} else {
				root = child
			}
			open = append(open, child)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(token)
			}
		case xml.Directive:
			return nil, fmt.Errorf("a document type is not allowed")
		}
	}
}

type schemaField struct {
	name     string
	kind     reflect.Type
	required bool
	multiple bool
}

// What a type inherits comes first, as in the schema.
func fieldsOf(kind reflect.Type) []schemaField {
	var fields []schemaField
	for i := 0; i < kind.NumField(); i++ {
		field := kind.Field(i)
		if field.Anonymous {
			fields = append(fields, fieldsOf(field.Type)...)
			continue
		}
		tag := strings.Split(field.Tag.Get("xml"), ",")
		if tag[0] == "" || has(tag[1:], "attr") || has(tag[1:], "chardata") {
			continue
		}
		item := schemaField{name: tag[0], kind: field.Type}
		item.required = !has(tag[1:], "omitempty") && field.Type.Kind() != reflect.Ptr
		if field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() != reflect.Uint8 {
			item.multiple, item.kind = true, field.Type.Elem()
		}
		fields = append(fields, item)
	}
	return fields
}

func has(list []string, wanted string) bool {
	for _, item := range list {
		if item == wanted {
			return true
		}
	}
	return false
}

func checkElement(e *element, kind reflect.Type, path string) error {
	if e.name.Space != vimNamespace {
		return fmt.Errorf("%s is in the namespace '%s', not in %s", path, e.name.Space, vimNamespace)
	}
	for kind.Kind() == reflect.Ptr {
		kind = kind.Elem()
	}
	kind, err := actualType(e, kind, path)
	if err != nil {
		return err
	}
	switch {
	case kind == reflect.TypeOf(types.ManagedObjectReference{}):
		if of, ok := e.attr("", "type"); !ok || of == "" {
			return fmt.Errorf("%s has no attribute type", path)
		}
		return checkText(e, path, func(text string) bool { return text != "" })
	case kind == reflect.TypeOf(time.Time{}):
		return checkText(e, path, func(text string) bool { _, err := time.Parse(time.RFC3339, text); return err == nil })
	case kind.Kind() == reflect.Struct:
		return checkFields(e, kind, path)
	case kind.Kind() == reflect.Bool:
		return checkText(e, path, func(text string) bool { _, err := strconv.ParseBool(text); return err == nil })
	case kind.Kind() >= reflect.Int && kind.Kind() <= reflect.Int64:
		return checkText(e, path, func(text string) bool {
			_, err := strconv.ParseInt(text, 10, kind.Bits())
			return err == nil
		})
	}
	return checkText(e, path, func(string) bool { return true })
}

func actualType(e *element, declared reflect.Type, path string) (reflect.Type, error) {
	name, given := e.attr(schemaInstances, "type")
	if given {
		if colon := strings.IndexByte(name, ':'); colon >= 0 && !strings.HasPrefix(name, "xsd:") {
			name = name[colon+1:]
		}
	} else if declared.Kind() == reflect.Interface {
		if !strings.HasPrefix(declared.Name(), "Base") {
			return nil, fmt.Errorf("%s has no xsi:type", path)
		}
		name = strings.TrimPrefix(declared.Name(), "Base")
	} else {
		return declared, nil
	}
	kind, known := types.TypeFunc()(name)
	if !known {
		return nil, fmt.Errorf("%s is of the unknown type %s", path, name)
	}
	fits := kind == declared
	if declared.Kind() == reflect.Interface {
		fits = kind.Implements(declared) || reflect.PtrTo(kind).Implements(declared)
	}
	if !fits {
		return nil, fmt.Errorf("%s is of the type %s, which does not fit there", path, name)
	}
	return kind, nil
}

func checkText(e *element, path string, valid func(string) bool) error {
	if len(e.children) > 0 {
		return fmt.Errorf("unexpected element %s in %s", e.children[0].name.Local, path)
	}
	if !valid(e.text.String()) {
		return fmt.Errorf("the value '%s' of %s is not valid", e.text.String(), path)
	}
	return nil
}

func checkFields(e *element, kind reflect.Type, path string) error {
	if text := strings.TrimSpace(e.text.String()); text != "" {
		return fmt.Errorf("unexpected text in %s", path)
	}
	fields := fieldsOf(kind)
	counts := make([]int, len(fields))
	at := 0
	for _, child := range e.children {
		index := 0
		for index < len(fields) && fields[index].name != child.name.Local {
			index++
		}
		inner := path + "/" + child.name.Local
		switch {
		case index == len(fields):
			return fmt.Errorf("unknown element %s in %s", child.name.Local, path)
		case index < at:
			return fmt.Errorf("%s comes after %s: the schema has it before", inner, fields[at].name)
		case counts[index] > 0 && !fields[index].multiple:
			return fmt.Errorf("%s is given twice", inner)
		}
		at = index
		counts[index]++
		if err := checkElement(child, fields[index].kind, inner); err != nil {
			return err
		}
	}
	for index, field := range fields {
		if field.required && counts[index] == 0 {
			return fmt.Errorf("required property %s is missing from %s", field.name, path)
		}
	}
	return nil
}
