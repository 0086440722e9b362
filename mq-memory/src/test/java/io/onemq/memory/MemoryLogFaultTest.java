package io.onemq.memory;

import io.onemq.testkit.contract.MqFaultSuite;

class MemoryLogFaultTest extends MqFaultSuite {
    MemoryLogFaultTest() {
        super(new MemoryHarness("log", "log-fault"));
    }
}
