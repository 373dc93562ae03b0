package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25"
	"github.com/vmware/govmomi/vim25/types"
)

// Statistics of machines by rule, so that a test can compute what it must read. The value of a counter of a machine
// in the sample that ends at the Unix second t (a multiple of the interval), all in unsigned 32 bits:
//
//	k     = t / interval
//	seed  = FNV-1a("<machine's id>|<counter's id>|<instance>")
//	value = -1 (no sample), if (k + FNV-1a("<machine's id>")) % 37 == 0
//	        0, if k % 41 == 0
//	        ((seed xor (k * 2654435761)) >> 7) % (10000 for a percentage, else 100000)
//
// Samples are those with start < t <= end, oldest first, as far back as the interval is kept. Realtime (20 s) is kept
// an hour and there is none of a machine that is off; maxSample counts for realtime alone. History has the counters
// of the statistics level, instances those of the level per device. "*" stands for every instance there is:
// the disks for virtualDisk, "" and the adapters for net, "" and the cores for cpu, else "".

const realtime = 20

var historical = []types.PerfInterval{
	{Key: 1, SamplingPeriod: 300, Name: "Past day", Length: 86400, Enabled: true},
	{Key: 2, SamplingPeriod: 1800, Name: "Past week", Length: 604800, Enabled: true},
	{Key: 3, SamplingPeriod: 7200, Name: "Past month", Length: 2592000, Enabled: true},
	{Key: 4, SamplingPeriod: 86400, Name: "Past year", Length: 31536000, Enabled: true},
}

func content() types.ServiceContent {
	return simulator.Map.Get(vim25.ServiceInstance).(*simulator.ServiceInstance).Content
}

func performance() *simulator.PerformanceManager {
	return simulator.Map.Get(*content().PerfManager).(*simulator.PerformanceManager)
}

func setHistoricalIntervals(level int32) {
	for i := range historical {
		historical[i].Level = level
	}
	performance().HistoricalInterval = historical
}

func counterByID(id int32) *types.PerfCounterInfo {
	counters := performance().PerfCounter
	for i := range counters {
		if counters[i].Key == id {
			return &counters[i]
		}
	}
	return nil
}

func machineOf(entity types.ManagedObjectReference) *simulator.VirtualMachine {
	machine, _ := simulator.Map.Get(entity).(*simulator.VirtualMachine)
	return machine
}

// The instances that a counter has at an interval.
func (f *front) instances(machine *simulator.VirtualMachine, counter *types.PerfCounterInfo, interval int32) []string {
	level := f.settings.statsLevel
	whole := interval == realtime || int(counter.Level) <= level
	each := interval == realtime || int(counter.PerDeviceLevel) <= level
	var found []string
	group := counter.GroupInfo.GetElementDescription().Key
	if whole && group != "virtualDisk" {
		found = append(found, "")
	}
	if !each {
		return found
	}
	if group == "cpu" {
		for core := 0; core < int(machine.Config.Hardware.NumCPU); core++ {
			found = append(found, strconv.Itoa(core))
		}
	}
	for _, device := range machine.Config.Hardware.Device {
		if disk, ok := device.(*types.VirtualDisk); ok && group == "virtualDisk" {
			found = append(found, diskInstance(machine, disk))
		} else if _, ok := device.(types.BaseVirtualEthernetCard); ok && group == "net" {
			found = append(found, strconv.Itoa(int(device.GetVirtualDevice().Key)))
		}
	}
	return found
}

func diskInstance(machine *simulator.VirtualMachine, disk *types.VirtualDisk) string {
	kind, bus := "scsi", int32(0)
	for _, device := range machine.Config.Hardware.Device {
		if device.GetVirtualDevice().Key != disk.ControllerKey {
			continue
		}
		switch device.(type) {
		case *types.VirtualIDEController:
			kind = "ide"
		case *types.VirtualAHCIController:
			kind = "sata"
		case *types.VirtualNVMEController:
			kind = "nvme"
		}
		bus = device.(types.BaseVirtualController).GetVirtualController().BusNumber
	}
	return fmt.Sprintf("%s%d:%d", kind, bus, *disk.UnitNumber)
}

func keptFor(interval int32) (time.Duration, bool) {
	if interval == realtime {
		return time.Hour, true
	}
	for _, kept := range historical {
		if kept.SamplingPeriod == interval {
			return time.Duration(kept.Length) * time.Second, true
		}
	}
	return 0, false
}

func hash(text string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return h.Sum32()
}

type window struct {
	first, last, interval int64 // Unix seconds of the first and last sample
}

func (f *front) windowOf(spec *types.PerfQuerySpec, interval int32) window {
	kept, _ := keptFor(interval)
	now := time.Now()
	start, end := now.Add(-kept), now
	if spec.StartTime != nil && spec.StartTime.After(start) {
		start = *spec.StartTime
	}
	if spec.EndTime != nil && spec.EndTime.Before(end) {
		end = *spec.EndTime
	}
	step := int64(interval)
	w := window{first: (start.Unix()/step + 1) * step, last: end.Unix() / step * step, interval: step}
	if interval == realtime && spec.MaxSample > 0 && (w.last-w.first)/step+1 > int64(spec.MaxSample) {
		w.first = w.last - (int64(spec.MaxSample)-1)*step
	}
	return w
}

func queryPerf(f *front, body interface{}) *answer {
	specs := body.(*types.QueryPerf).QuerySpec
	metrics := 0
	for i := range specs {
		spec := &specs[i]
		if spec.IntervalId == 0 {
			spec.IntervalId = realtime
		}
		if _, known := keptFor(spec.IntervalId); !known {
			return wrongArgument("querySpec.interval")
		}
		if machineOf(spec.Entity) == nil {
			return fault("The object has already been deleted or has not been completely created", "ManagedObjectNotFound",
				reference("obj", spec.Entity))
		}
		for _, metric := range spec.MetricId {
			if counterByID(metric.CounterId) == nil {
				return wrongArgument("querySpec.metricId")
			}
		}
		if spec.IntervalId != realtime {
			metrics += len(spec.MetricId)
		}
	}
	if f.settings.maxQueryMetrics > 0 && metrics > f.settings.maxQueryMetrics {
		return fault("This operation is restricted by the administrator - 'vpxd.stats.maxQueryMetrics'. Contact your system administrator.",
			"RestrictedByAdministrator", "<details>vpxd.stats.maxQueryMetrics</details>")
	}
	var out bytes.Buffer
	for i := range specs {
		f.writeEntity(&out, &specs[i])
	}
	return reply("QueryPerf", out.Bytes())
}

func wrongArgument(property string) *answer {
	return fault("A specified parameter was not correct: "+property, "InvalidArgument", "<invalidProperty>"+property+"</invalidProperty>")
}

func (f *front) writeEntity(out *bytes.Buffer, spec *types.PerfQuerySpec) {
	machine := machineOf(spec.Entity)
	if spec.IntervalId == realtime && machine.Runtime.PowerState != types.VirtualMachinePowerStatePoweredOn {
		return
	}
	w := f.windowOf(spec, spec.IntervalId)
	if w.first > w.last {
		return
	}
	csv := spec.Format == string(types.PerfFormatCsv)
	kind := "PerfEntityMetric"
	if csv {
		kind += "CSV"
	}
	out.WriteString(`<returnval xsi:type="` + kind + `">` + reference("entity", spec.Entity))
	w.writeTimes(out, csv)
	for _, metric := range spec.MetricId {
		counter := counterByID(metric.CounterId)
		for _, instance := range f.instances(machine, counter, spec.IntervalId) {
			if metric.Instance == "*" || metric.Instance == instance {
				w.writeSeries(out, spec.Entity.Value, counter, instance, csv)
			}
		}
	}
	out.WriteString("</returnval>")
}

func (w window) writeTimes(out *bytes.Buffer, csv bool) {
	if csv {
		out.WriteString("<sampleInfoCSV>")
	}
	for t := w.first; t <= w.last; t += w.interval {
		stamp := time.Unix(t, 0).UTC().Format(time.RFC3339)
		if !csv {
			fmt.Fprintf(out, "<sampleInfo><timestamp>%s</timestamp><interval>%d</interval></sampleInfo>", stamp, w.interval)
			continue
		}
		if t > w.first {
			out.WriteByte(',')
		}
		fmt.Fprintf(out, "%d,%s", w.interval, stamp)
	}
	if csv {
		out.WriteString("</sampleInfoCSV>")
	}
}

func (w window) writeSeries(out *bytes.Buffer, machine string, counter *types.PerfCounterInfo, instance string, csv bool) {
	// A series of numbers names its type, as one of several; one of text is what its element is declared to be.
	kind, start, between, end := ` xsi:type="PerfMetricIntSeries"`, "<value>", "</value><value>", "</value>"
	if csv {
		kind, between = "", ","
	}
	fmt.Fprintf(out, `<value%s><id><counterId>%d</counterId><instance>%s</instance></id>%s`,
		kind, counter.Key, escaped(instance), start)
	of := hash(machine)
	seed := hash(fmt.Sprintf("%s|%d|%s", machine, counter.Key, instance))
	scale := uint32(100000)
	if counter.UnitInfo.GetElementDescription().Key == "percent" {
		scale = 10000
	}
	for t := w.first; t <= w.last; t += w.interval {
		if t > w.first {
			out.WriteString(between)
		}
		out.WriteString(strconv.FormatInt(valueAt(uint32(t/w.interval), of, seed, scale), 10))
	}
	out.WriteString(end + "</value>")
}

func valueAt(k, machine, seed, scale uint32) int64 {
	switch {
	case (k+machine)%37 == 0:
		return -1
	case k%41 == 0:
		return 0
	}
	return int64(((seed ^ (k * 2654435761)) >> 7) % scale)
}

func queryPerfCounter(f *front, body interface{}) *answer {
	var out bytes.Buffer
	for _, id := range body.(*types.QueryPerfCounter).CounterId {
		counter := counterByID(id)
		if counter == nil {
			return wrongArgument("counterId")
		}
		start := xml.StartElement{Name: xml.Name{Local: "returnval"}}
		if err := xml.NewEncoder(&out).EncodeElement(counter, start); err != nil {
			return fault(err.Error(), "SystemError", "<reason></reason>")
		}
	}
	return reply("QueryPerfCounter", out.Bytes())
}

// The counters that have data at an interval, with each of their instances.
func queryAvailable(f *front, body interface{}) *answer {
	request := body.(*types.QueryAvailablePerfMetric)
	machine := machineOf(request.Entity)
	if machine == nil {
		return wrongArgument("entity")
	}
	interval := request.IntervalId
	if interval == 0 {
		interval = realtime
	}
	if _, known := keptFor(interval); !known {
		return wrongArgument("intervalId")
	}
	var out bytes.Buffer
	counters := performance().PerfCounter
	for i := range counters {
		if !ofMachines[counters[i].GroupInfo.GetElementDescription().Key] || counters[i].RollupType == types.PerfSummaryTypeNone {
			continue
		}
		for _, instance := range f.instances(machine, &counters[i], interval) {
			fmt.Fprintf(&out, "<returnval><counterId>%d</counterId><instance>%s</instance></returnval>", counters[i].Key, escaped(instance))
		}
	}
	return reply("QueryAvailablePerfMetric", out.Bytes())
}

var ofMachines = map[string]bool{"cpu": true, "mem": true, "disk": true, "virtualDisk": true, "net": true, "sys": true}

func escaped(text string) string {
	var out bytes.Buffer
	_ = xml.EscapeText(&out, []byte(text))
	return out.String()
}

func reference(name string, to types.ManagedObjectReference) string {
	return fmt.Sprintf(`<%s type="%s">%s</%s>`, name, escaped(to.Type), escaped(to.Value), name)
}
