package io.onemq.kafka;

import io.onemq.testkit.contract.MqFaultSuite;

class KafkaShareFaultIT extends MqFaultSuite {
    KafkaShareFaultIT() {
        super(new KafkaHarness("share"));
    }
}
