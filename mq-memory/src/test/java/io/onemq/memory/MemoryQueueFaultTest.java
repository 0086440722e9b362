package io.onemq.memory;

import io.onemq.testkit.contract.MqFaultSuite;

class MemoryQueueFaultTest extends MqFaultSuite {
    MemoryQueueFaultTest() {
        super(new MemoryHarness("queue", "queue-fault"));
    }
}
