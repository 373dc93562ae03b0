package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/vmware/govmomi/object"
	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
)

// Every user has every privilege, but for those of -deny.
func (f *front) denied(privilege string) bool {
	return has(strings.Split(f.settings.deny, ","), privilege)
}

func hasPrivilege(f *front, body interface{}) *answer {
	request := body.(*types.HasPrivilegeOnEntities)
	return f.availability("HasPrivilegeOnEntities", request.Entity, request.PrivId)
}

func hasUserPrivilege(f *front, body interface{}) *answer {
	request := body.(*types.HasUserPrivilegeOnEntities)
	return f.availability("HasUserPrivilegeOnEntities", request.Entities, request.PrivId)
}

func (f *front) availability(method string, entities []types.ManagedObjectReference, privileges []string) *answer {
	var out bytes.Buffer
	for _, entity := range entities {
		out.WriteString("<returnval>" + reference("entity", entity))
		for _, privilege := range privileges {
			fmt.Fprintf(&out, "<privAvailability><privId>%s</privId><isGranted>%t</isGranted></privAvailability>",
				escaped(privilege), !f.denied(privilege))
		}
		out.WriteString("</returnval>")
	}
	return reply(method, out.Bytes())
}

func fetchPrivileges(f *front, body interface{}) *answer {
	manager := simulator.Map.Get(*content().AuthorizationManager).(*simulator.AuthorizationManager)
	var out bytes.Buffer
	for _, entity := range body.(*types.FetchUserPrivilegeOnEntities).Entities {
		out.WriteString("<returnval>" + reference("entity", entity))
		for _, privilege := range object.AuthorizationRoleList(manager.RoleList).ByName("Admin").Privilege {
			if !f.denied(privilege) {
				out.WriteString("<privileges>" + escaped(privilege) + "</privileges>")
			}
		}
		out.WriteString("</returnval>")
	}
	return reply("FetchUserPrivilegeOnEntities", out.Bytes())
}
