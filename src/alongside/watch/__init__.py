"""The safety engine at work: visits, their clocks, alarms and who is rung for them."""
