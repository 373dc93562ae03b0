"""Fetches properties of all virtual machines with pyVmomi, in one call of the property collector.

Usage: pyvmomi_collect.py HOST PORT USER PATH...; the password is in PYVMOMI_PASSWORD.
Prints the number of machines that came.
"""
import os
import ssl
import sys

from pyVim.connect import Disconnect, SmartConnect
from pyVmomi import vim, vmodl

host, port, user, *paths = sys.argv[1:]
service = SmartConnect(
    protocol='https', host=host, port=int(port), user=user, pwd=os.environ['PYVMOMI_PASSWORD'],
    sslContext=ssl._create_unverified_context())
content = service.RetrieveContent()
view = content.viewManager.CreateContainerView(content.rootFolder, [vim.VirtualMachine], True)
collector = vmodl.query.PropertyCollector
traversal = collector.TraversalSpec(name='view', path='view', skip=False, type=vim.view.ContainerView)
wanted = collector.FilterSpec(
    objectSet=[collector.ObjectSpec(obj=view, skip=True, selectSet=[traversal])],
    propSet=[collector.PropertySpec(type=vim.VirtualMachine, pathSet=paths)])
answer = content.propertyCollector.RetrievePropertiesEx([wanted], collector.RetrieveOptions())
count = len(answer.objects)
while answer.token:
    answer = content.propertyCollector.ContinueRetrievePropertiesEx(answer.token)
    count += len(answer.objects)
view.DestroyView()
Disconnect(service)
print('@count', count)
