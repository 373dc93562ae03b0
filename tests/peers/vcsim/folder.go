package main

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// Files of datastores. The simulator gives them to everybody; a real server asks for a session and its privileges, and
// does not give a running machine's disks, which the host has locked.
func (f *front) serveFile(w http.ResponseWriter, r *http.Request) {
	f.count("GET")
	failure := f.takeFault("GET", "wire")
	session := f.enter(r)
	if failure == "expire" {
		f.end(session)
		session = ""
	}
	query := r.URL.Query()
	store := storeNamed(query.Get("dcPath"), query.Get("dsName"))
	switch {
	case failure == "drop":
		panic(http.ErrAbortHandler)
	case session == "":
		http.Error(w, "no session", http.StatusUnauthorized)
		return
	case f.denied("Datastore.Browse") || f.denied("Datastore.FileManagement"):
		http.Error(w, "denied", http.StatusForbidden)
		return
	case store == nil || strings.Contains(r.URL.Path, ".."):
		http.NotFound(w, r)
		return
	}
	path := filepath.Join(store.Info.GetDatastoreInfo().Url, strings.TrimPrefix(r.URL.Path, "/folder/"))
	if f.isLocked(path) {
		http.Error(w, "Failed to open the file: it is locked", http.StatusInternalServerError)
		return
	}
	file, err := os.Open(path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || info.IsDir() {
		http.NotFound(w, r)
		return
	}
	if failure == "lose" {
		w = &cutting{ResponseWriter: w, left: 100}
	}
	http.ServeContent(w, r, "", info.ModTime(), file)
}

// Breaks the connection in the middle of an answer.
type cutting struct {
	http.ResponseWriter
	left int
}

func (c *cutting) Write(p []byte) (int, error) {
	if len(p) > c.left {
		p = p[:c.left]
	}
	n, _ := c.ResponseWriter.Write(p)
	if c.left -= n; c.left == 0 {
		c.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, nil
}

func (f *front) isLocked(path string) bool {
	f.lock.Lock()
	defer f.lock.Unlock()
	for _, m := range f.machines {
		for _, d := range m.disks {
			if d.flat == path && m.vm.Runtime.PowerState == types.VirtualMachinePowerStatePoweredOn {
				return true
			}
		}
	}
	return false
}

// A datastore's name is unique in its datacenter only.
func storeNamed(datacenter, name string) *simulator.Datastore {
	for _, entity := range simulator.Map.All("Datastore") {
		store := entity.(*simulator.Datastore)
		dc, is := simulator.Map.Get(types.ManagedObjectReference{Type: "Datacenter", Value: datacenterOf(store.Self)}).(*simulator.Datacenter)
		if store.Name == name && is && dc.Name == datacenter {
			return store
		}
	}
	return nil
}
