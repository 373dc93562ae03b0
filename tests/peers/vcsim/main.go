// A simulated vCenter for our tests: VMware's own simulator (govmomi/simulator, from Debian's package) with an estate
// that varies, and two doors to it:
//
//	direct  the simulator itself, as it is
//	front   the same, behind a strict door of ours (front.go) that rejects requests a real server would reject, and
//	        answers what the simulator lacks: paging, historical statistics, limits, privileges, disks with content and
//	        their changed areas. It is a stand-in of ours, no peer: what only it says is not verified by anybody else.
//
// Prints one line when it listens, and ends on SIGTERM, or when its standard input ends if -until-eof is given:
//
//	READY direct=URL front=URL thumbprint=SHA-256-HEX pid=N
package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/vmware/govmomi/simulator"
	_ "github.com/vmware/govmomi/vapi/simulator"
	"github.com/vmware/govmomi/vim25"
)

func main() {
	machines := flag.Int("machines", 20, "virtual machines; above 20 a multiple of 20")
	flat := flag.Bool("flat", false, "one datacenter, all of whose machines are in one folder; a multiple of 10 machines")
	plain := flag.Bool("plain", false, "leave the machines as the simulator makes them")
	esx := flag.Bool("esx", false, "one ESXi host without a vCenter")
	listen := flag.String("listen", "127.0.0.1", "address to listen on; ports are free ones")
	useTLS := flag.Bool("tls", true, "TLS with a self-signed certificate, made at each start")
	user := flag.String("username", "", "the only user that may log in; empty for any")
	password := flag.String("password", "", "the user's password")
	untilEOF := flag.Bool("until-eof", false, "end when standard input ends")
	version := flag.String("api-version", "", "API version that the server says it has; empty for the simulator's own")
	pageDelay := flag.Int("page-delay", 0, "milliseconds that each answer with properties comes later, at both doors")
	settings := frontSettings{}
	flag.IntVar(&settings.page, "page", 0, "most objects of an answer, whatever the client asks for; 0 for the client's wish")
	flag.IntVar(&settings.maxQueryMetrics, "max-query-metrics", 256, "most metrics of a query of history")
	flag.IntVar(&settings.statsLevel, "stats-level", 1, "statistics level of the historical intervals, 1 to 4")
	flag.IntVar(&settings.sessionRequests, "session-requests", 0, "requests after which a session ends; 0 for none")
	flag.StringVar(&settings.deny, "deny", "", "privileges that nobody has, separated by commas")
	flag.Parse()

	model, err := newModel(*machines, *esx, *flat)
	if err != nil {
		log.Fatal(err)
	}
	model.DelayConfig.MethodDelay = map[string]int{"RetrievePropertiesEx": *pageDelay}
	// The simulator's templates are shared by all: each machine's devices are made its own in vary.
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	if !*plain {
		vary(model.Service, *flat)
	}
	if *version != "" {
		simulator.Map.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content.About.ApiVersion = *version
	}
	setHistoricalIntervals(int32(settings.statsLevel))

	service := model.Service
	service.Listen = &url.URL{Host: net.JoinHostPort(*listen, "0")}
	if *user != "" {
		service.Listen.User = url.UserPassword(*user, *password)
	}
	thumbprint := ""
	var certificates *tls.Config
	if *useTLS {
		certificates, thumbprint = selfSigned(*listen)
		service.TLS = certificates.Clone()
	}
	service.RegisterEndpoints = true
	service.ServeMux = http.NewServeMux()
	server := service.NewServer()

	listener, err := net.Listen("tcp", net.JoinHostPort(*listen, "0"))
	if err != nil {
		log.Fatal(err)
	}
	front := url.URL{Scheme: "http", Host: listener.Addr().String(), Path: "/sdk"}
	if certificates != nil {
		front.Scheme = "https"
		listener = tls.NewListener(listener, certificates)
	}
	door := newFront(service, settings)
	door.scheme, door.port, door.sha1 = front.Scheme, front.Port(), sha1Of(certificates)
	go func() { log.Fatal(http.Serve(listener, door)) }()

	direct := *server.URL
	direct.User = nil
	fmt.Printf("READY direct=%s front=%s thumbprint=%s pid=%d\n", direct.String(), front.String(), thumbprint, os.Getpid())

	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	if *untilEOF {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			end <- syscall.SIGTERM
		}()
	}
	<-end
	model.Remove()
}

func newModel(machines int, esx, flat bool) (*simulator.Model, error) {
	if esx {
		model := simulator.ESX()
		model.Machine = machines
		return model, nil
	}
	model := simulator.VPX()
	if flat {
		model.Datacenter, model.Cluster, model.Host, model.ClusterHost = 1, 10, 0, 8
		model.Datastore, model.Pool, model.Machine = 4, 0, machines/10
		return model, nil
	}
	model.Host, model.ClusterHost, model.Datastore, model.Portgroup = 0, 4, 4, 3
	switch {
	case machines <= 20:
		model.Datacenter, model.Cluster, model.Pool, model.Machine = 1, 1, 1, machines
	case machines%20 == 0 && machines <= 2000:
		model.Datacenter, model.Cluster, model.Host, model.Pool, model.Machine = 2, 9, 1, 2, machines/20
	case machines%20 == 0:
		model.Datacenter, model.Cluster, model.Host, model.ClusterHost, model.Pool, model.Machine = 2, 9, 1, 8, 2, machines/20
	default:
		return nil, fmt.Errorf("-machines %d: above 20, give a multiple of 20", machines)
	}
	return model, nil
}

func selfSigned(host string) (*tls.Config, string) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		log.Fatal(err)
	}
	template := x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()),
		Subject:      pkix.Name{CommonName: "vcenter.test"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.ParseIP(host)},
	}
	der, err := x509.CreateCertificate(rand.Reader, &template, &template, &key.PublicKey, key)
	if err != nil {
		log.Fatal(err)
	}
	sum := sha256.Sum256(der)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}},
		strings.ToUpper(fmt.Sprintf("%x", sum))
}

// In pairs of digits, as a server tells the thumbprints of its hosts.
func sha1Of(certificates *tls.Config) string {
	if certificates == nil {
		return ""
	}
	sum := sha1.Sum(certificates.Certificates[0].Certificate[0])
	return strings.ReplaceAll(strings.ToUpper(fmt.Sprintf("% x", sum)), " ", ":")
}
