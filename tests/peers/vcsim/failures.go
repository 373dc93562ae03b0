package main

import (
	"reflect"

	"github.com/vmware/govmomi/vim25/types"
)

// How the next calls of a method fail.
type failure struct {
	how   string
	times int
}

func (f *front) setFault(method, how string, times int) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.failures[method] = &failure{how, times}
}

var ofTheWire = map[string]bool{"drop": true, "lose": true, "expire": true}

// How this call fails: of the wire, or of the task that it begins. Empty where it does not.
func (f *front) takeFault(method, kind string) string {
	f.lock.Lock()
	defer f.lock.Unlock()
	next := f.failures[method]
	if next == nil || next.times == 0 || ofTheWire[next.how] != (kind == "wire") {
		return ""
	}
	next.times--
	return next.how
}

func faultNamed(name string) types.BaseMethodFault {
	kind, known := types.TypeFunc()(name)
	if !known {
		return &types.SystemError{Reason: name}
	}
	return reflect.New(kind).Interface().(types.BaseMethodFault)
}
