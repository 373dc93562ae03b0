package main

import (
	"bytes"
	"fmt"
	"net/http"
)

// The simulator gives everything in one answer. Here the answer is cut into pages, as a real server gives them.
type pages struct {
	session string
	size    int
	rest    [][]byte
}

var (
	objectStart = []byte("<objects>")
	objectEnd   = []byte("</objects>")
)

func (f *front) firstPage(a *answer, session string, wanted int) *answer {
	if a.status != http.StatusOK {
		return a
	}
	// A real server refuses the call for a property that no object of the type has; the simulator lists it per object.
	if at := bytes.Index(a.body, []byte(`:type="InvalidProperty"`)); at >= 0 && bytes.Contains(a.body, []byte("<missingSet>")) {
		return fault("", "InvalidProperty", "<name>"+between(a.body[at:], "<name>", "</name>")+"</name>")
	}
	size := wanted
	if f.settings.page > 0 && (size == 0 || size > f.settings.page) {
		size = f.settings.page
	}
	if size == 0 {
		return a
	}
	objects := cut(a.body)
	if len(objects) <= size {
		return a
	}
	return f.page(&pages{session: session, size: size, rest: objects}, "RetrievePropertiesEx")
}

func between(text []byte, start, end string) string {
	from := bytes.Index(text, []byte(start))
	if from < 0 {
		return ""
	}
	text = text[from+len(start):]
	return string(text[:bytes.Index(text, []byte(end))])
}

// Text is escaped, so that a tag found in the bytes is a tag; no type has a property named objects within it.
func cut(body []byte) [][]byte {
	var objects [][]byte
	for {
		from := bytes.Index(body, objectStart)
		if from < 0 {
			return objects
		}
		to := from + bytes.Index(body[from:], objectEnd) + len(objectEnd)
		objects = append(objects, body[from:to])
		body = body[to:]
	}
}

func (f *front) page(p *pages, method string) *answer {
	var out bytes.Buffer
	out.WriteString("<returnval>")
	count := p.size
	if len(p.rest) > count {
		f.lock.Lock()
		f.tokens++
		token := fmt.Sprintf("token-%d", f.tokens)
		f.pages[token] = p
		f.lock.Unlock()
		out.WriteString("<token>" + token + "</token>")
	} else {
		count = len(p.rest)
	}
	for _, object := range p.rest[:count] {
		out.Write(object)
	}
	p.rest = p.rest[count:]
	out.WriteString("</returnval>")
	return reply(method, out.Bytes())
}

// A token is good once, and for the session that got it.
func (f *front) take(session, token string) *pages {
	f.lock.Lock()
	defer f.lock.Unlock()
	p := f.pages[token]
	if p == nil || p.session != session {
		return nil
	}
	delete(f.pages, token)
	return p
}

var wrongToken = fault("A specified parameter was not correct: token", "InvalidArgument", "<invalidProperty>token</invalidProperty>")

func (f *front) nextPage(session, token string) *answer {
	if p := f.take(session, token); p != nil {
		return f.page(p, "ContinueRetrievePropertiesEx")
	}
	return wrongToken
}

func (f *front) cancelPages(session, token string) *answer {
	if f.take(session, token) == nil {
		return wrongToken
	}
	return reply("CancelRetrievePropertiesEx", nil)
}
