package main

import (
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"fmt"
	"io"
	"log"
	"net/http"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

type frontSettings struct {
	page            int
	maxQueryMetrics int
	statsLevel      int
	sessionRequests int
	deny            string
}

// The strict door. It keeps sessions of its own beside the simulator's: a request without one is refused as a real
// server refuses it, where the simulator answers some of them.
type front struct {
	inner    http.Handler
	service  *simulator.Service
	settings frontSettings

	lock     sync.Mutex
	sessions map[string]int // requests of each session's cookie
	pages    map[string]*pages
	tokens   int
	calls    map[string]int
	machines map[types.ManagedObjectReference]*virtualMachine // those that have disks with content
	failures map[string]*failure
	delays   map[string]time.Duration
	leases   map[types.ManagedObjectReference]*lease

	scheme, port, sha1 string // where the front is, for addresses that it gives
}

const cookieName = "vmware_soap_session"

var publicMethods = map[string]bool{"RetrieveServiceContent": true, "Login": true, "LoginByToken": true}

func newFront(service *simulator.Service, settings frontSettings) *front {
	return &front{
		inner: service.ServeMux, service: service, settings: settings,
		sessions: map[string]int{}, pages: map[string]*pages{}, calls: map[string]int{},
		machines: map[types.ManagedObjectReference]*virtualMachine{},
		failures: map[string]*failure{}, delays: map[string]time.Duration{},
		leases: map[types.ManagedObjectReference]*lease{},
	}
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == "/peer/calls":
		f.listCalls(w)
	case strings.HasPrefix(r.URL.Path, "/peer/"):
		f.control(w, r)
	case strings.HasPrefix(r.URL.Path, "/folder/") && r.Method == http.MethodGet:
		f.serveFile(w, r)
	case strings.HasPrefix(r.URL.Path, "/nfc/") && strings.Count(r.URL.Path, "/") == 3:
		f.serveExport(w, r)
	case r.URL.Path == "/sdk" && r.Method == http.MethodPost:
		f.serve(w, r)
	default:
		f.inner.ServeHTTP(w, r)
	}
}

// One line a method: its name and how often it was called; "rejected" counts the requests that broke the schema.
func (f *front) listCalls(w io.Writer) {
	f.lock.Lock()
	defer f.lock.Unlock()
	names := make([]string, 0, len(f.calls))
	for name := range f.calls {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Fprintf(w, "%s %d\n", name, f.calls[name])
	}
}

func (f *front) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	method, err := checkRequest(body)
	if err == nil {
		err = checkHeaders(r)
	}
	if err != nil {
		f.count("rejected")
		log.Printf("REJECTED %s: %v", method, err)
		f.send(w, r, fault("\n"+err.Error()+"\n\nwhile parsing call information for method "+method, "InvalidRequest", ""))
		return
	}
	f.count(method)
	failure := f.takeFault(method, "wire")
	session := f.enter(r)
	switch failure {
	case "drop":
		panic(http.ErrAbortHandler)
	case "expire":
		f.end(session)
		session = ""
	}
	if session == "" && !publicMethods[method] {
		f.send(w, r, fault("The session is not authenticated.", "NotAuthenticated",
			`<object type="Folder">group-d1</object><privilegeId>System.View</privilegeId>`))
		return
	}
	answered := f.answer(method, session, body, r)
	if method == "Logout" {
		f.end(session)
	}
	if failure == "lose" {
		panic(http.ErrAbortHandler)
	}
	f.send(w, r, answered)
}

func (f *front) end(session string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	delete(f.sessions, session)
}

func checkHeaders(r *http.Request) error {
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml") {
		return fmt.Errorf("the content type '%s' is not text/xml", r.Header.Get("Content-Type"))
	}
	if action := strings.Trim(r.Header.Get("SOAPAction"), `"`); action != vimNamespace && !strings.HasPrefix(action, vimNamespace+"/") {
		return fmt.Errorf("the SOAPAction '%s' is not of %s", action, vimNamespace)
	}
	return nil
}

func (f *front) count(name string) {
	f.lock.Lock()
	defer f.lock.Unlock()
	f.calls[name]++
}

// The session of the request, or "". A cookie that is none of ours is taken away, so that the simulator sees none.
func (f *front) enter(r *http.Request) string {
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return ""
	}
	value := strings.Trim(cookie.Value, `"`)
	f.lock.Lock()
	defer f.lock.Unlock()
	requests, known := f.sessions[value]
	if known && (f.settings.sessionRequests == 0 || requests < f.settings.sessionRequests) {
		f.sessions[value]++
		return value
	}
	delete(f.sessions, value)
	r.Header.Del("Cookie")
	return ""
}

func (f *front) answer(method, session string, body []byte, r *http.Request) *answer {
	switch method {
	case "Login":
		a := f.pass(body, r)
		for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
			if cookie.Name == cookieName {
				f.lock.Lock()
				f.sessions[strings.Trim(cookie.Value, `"`)] = 0
				f.lock.Unlock()
			}
		}
		return a
	case "RetrievePropertiesEx", "ContinueRetrievePropertiesEx", "CancelRetrievePropertiesEx":
		decoded, err := simulator.UnmarshalBody(types.TypeFunc(), body)
		if err != nil {
			return fault(err.Error(), "InvalidRequest", "")
		}
		switch request := decoded.Body.(type) {
		case *types.RetrievePropertiesEx:
			return f.firstPage(f.pass(body, r), session, int(request.Options.MaxObjects))
		case *types.ContinueRetrievePropertiesEx:
			return f.nextPage(session, request.Token)
		case *types.CancelRetrievePropertiesEx:
			return f.cancelPages(session, request.Token)
		}
	}
	if own := ownMethods[method]; own != nil {
		decoded, err := simulator.UnmarshalBody(types.TypeFunc(), body)
		if err != nil {
			return fault(err.Error(), "InvalidRequest", "")
		}
		// What is none of ours, such as a machine whose disks have no content, is the simulator's.
		if a := own(f, decoded.Body); a != nil {
			return a
		}
	}
	return f.pass(body, r)
}

var ownMethods = map[string]func(*front, interface{}) *answer{
	"QueryPerf":                    queryPerf,
	"QueryPerfCounter":             queryPerfCounter,
	"QueryAvailablePerfMetric":     queryAvailable,
	"HasPrivilegeOnEntities":       hasPrivilege,
	"HasUserPrivilegeOnEntities":   hasUserPrivilege,
	"FetchUserPrivilegeOnEntities": fetchPrivileges,
	"CreateSnapshot_Task": func(f *front, body interface{}) *answer {
		return createSnapshot(f, body.(*types.CreateSnapshot_Task))
	},
	"RemoveSnapshot_Task": func(f *front, body interface{}) *answer {
		return removeSnapshot(f, body.(*types.RemoveSnapshot_Task))
	},
	"ConsolidateVMDisks_Task": func(f *front, body interface{}) *answer {
		return consolidate(f, body.(*types.ConsolidateVMDisks_Task))
	},
	"ShutdownGuest": func(f *front, body interface{}) *answer {
		return shutdownGuest(f, body.(*types.ShutdownGuest))
	},
	"ExportSnapshot": func(f *front, body interface{}) *answer {
		return exportSnapshot(f, body.(*types.ExportSnapshot))
	},
	"HttpNfcLeaseProgress": func(f *front, body interface{}) *answer {
		return leaseProgress(f, body.(*types.HttpNfcLeaseProgress))
	},
	"HttpNfcLeaseComplete": func(f *front, body interface{}) *answer {
		return leaseComplete(f, body.(*types.HttpNfcLeaseComplete))
	},
	"HttpNfcLeaseAbort": func(f *front, body interface{}) *answer {
		return leaseAbort(f, body.(*types.HttpNfcLeaseAbort))
	},
	"QueryChangedDiskAreas": func(f *front, body interface{}) *answer {
		return queryChangedAreas(f, body.(*types.QueryChangedDiskAreas))
	},
}

// An answer before it is sent.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(p []byte) (int, error) {
	a.body = append(a.body, p...)
	return len(p), nil
}

func (f *front) pass(body []byte, r *http.Request) *answer {
	inner := r.Clone(r.Context())
	inner.Body = io.NopCloser(bytes.NewReader(body))
	inner.ContentLength = int64(len(body))
	a := &answer{status: http.StatusOK, header: http.Header{}}
	f.inner.ServeHTTP(a, inner)
	return a
}

func (f *front) send(w http.ResponseWriter, r *http.Request, a *answer) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(a.body) > 1024 {
		w.Header().Set("Content-Encoding", "gzip")
		w.WriteHeader(a.status)
		packed, _ := gzip.NewWriterLevel(w, gzip.BestSpeed)
		_, _ = packed.Write(a.body)
		_ = packed.Close()
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	w.WriteHeader(a.status)
	_, _ = w.Write(a.body)
}

const (
	envelopeStart = xml.Header + `<soapenv:Envelope xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" ` +
		`xmlns:soapenv="` + soapNamespace + `" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="` + schemaInstances + `"><soapenv:Body>`
	envelopeEnd = `</soapenv:Body></soapenv:Envelope>`
)

func reply(method string, content []byte) *answer {
	var out bytes.Buffer
	out.WriteString(envelopeStart + "<" + method + `Response xmlns="urn:vim25">`)
	out.Write(content)
	out.WriteString("</" + method + "Response>" + envelopeEnd)
	return &answer{status: http.StatusOK, header: http.Header{}, body: out.Bytes()}
}

func fault(message, kind, detail string) *answer {
	var out bytes.Buffer
	out.WriteString(envelopeStart + "<soapenv:Fault><faultcode>ServerFaultCode</faultcode><faultstring>")
	_ = xml.EscapeText(&out, []byte(message))
	out.WriteString("</faultstring><detail><" + kind + `Fault xmlns="urn:vim25" xsi:type="` + kind + `">` + detail +
		"</" + kind + "Fault></detail></soapenv:Fault>" + envelopeEnd)
	return &answer{status: http.StatusInternalServerError, header: http.Header{}, body: out.Bytes()}
}
