package io.onemq.kafka;

import io.onemq.testkit.contract.MqFaultSuite;

class KafkaClassicFaultIT extends MqFaultSuite {
    KafkaClassicFaultIT() {
        super(new KafkaHarness("classic"));
    }
}
