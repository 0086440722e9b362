package io.onemq.memory;

import io.onemq.testkit.contract.MqContractSuite;

class MemoryQueueContractTest extends MqContractSuite {
    MemoryQueueContractTest() {
        super(new MemoryHarness("queue", "queue-contract"));
    }
}
