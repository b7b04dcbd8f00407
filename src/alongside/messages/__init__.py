"""What leaves and what comes back by text message, e-mail and on screen: outbox, channels, receipts, replies."""
