package main

import (
	"context"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/methods"
	"github.com/vmware/govmomi/vim25/types"
)

// Calls of a client, without the network between.
type calls struct{ service *simulator.Service }

var background = context.Background()

// The simulator sets any property of a text by an extra option of that name.
func set(spec *types.VirtualMachineConfigSpec, property, value string) {
	if value != "" {
		spec.ExtraConfig = append(spec.ExtraConfig, &types.OptionValue{Key: "SET." + property, Value: value})
	}
}

func (c calls) reconfigure(vm *simulator.VirtualMachine, spec types.VirtualMachineConfigSpec) {
	res, err := methods.ReconfigVM_Task(background, c.service, &types.ReconfigVM_Task{This: vm.Self, Spec: spec})
	must(err)
	done(res.Returnval)
}

func (c calls) powerOff(vm *simulator.VirtualMachine) {
	res, err := methods.PowerOffVM_Task(background, c.service, &types.PowerOffVM_Task{This: vm.Self})
	must(err)
	done(res.Returnval)
}

func (c calls) suspend(vm *simulator.VirtualMachine) {
	res, err := methods.SuspendVM_Task(background, c.service, &types.SuspendVM_Task{This: vm.Self})
	must(err)
	done(res.Returnval)
}

func (c calls) snapshot(vm *simulator.VirtualMachine, name string) {
	res, err := methods.CreateSnapshot_Task(background, c.service, &types.CreateSnapshot_Task{
		This: vm.Self, Name: name, Description: "kept by hand",
	})
	must(err)
	done(res.Returnval)
}

func (c calls) markAsTemplate(vm *simulator.VirtualMachine) {
	_, err := methods.MarkAsTemplate(background, c.service, &types.MarkAsTemplate{This: vm.Self})
	must(err)
}

func (c calls) addField(name string) int32 {
	res, err := methods.AddCustomFieldDef(background, c.service, &types.AddCustomFieldDef{
		This: *content().CustomFieldsManager, Name: name, MoType: "VirtualMachine",
	})
	must(err)
	return res.Returnval.Key
}

func (c calls) setField(vm *simulator.VirtualMachine, key int32, value string) {
	_, err := methods.SetField(background, c.service, &types.SetField{
		This: *content().CustomFieldsManager, Entity: vm.Self, Key: key, Value: value,
	})
	must(err)
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// Tasks of the simulator have ended when their call returns.
func done(reference types.ManagedObjectReference) {
	if task := simulator.Map.Get(reference).(*simulator.Task); task.Info.State != types.TaskInfoStateSuccess {
		panic(task.Info.DescriptionId + " of " + task.Info.EntityName + ": " + task.Info.Error.LocalizedMessage)
	}
}
