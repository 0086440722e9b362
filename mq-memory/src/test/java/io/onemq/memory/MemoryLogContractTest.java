package io.onemq.memory;

import io.onemq.testkit.contract.MqContractSuite;

class MemoryLogContractTest extends MqContractSuite {
    MemoryLogContractTest() {
        super(new MemoryHarness("log", "log-contract"));
    }
}
