"""What phones and pendants speak: protocols, the gateway, the device register. Every frame becomes one `Signal`."""
