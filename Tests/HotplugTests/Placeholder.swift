import Hotplug
