package io.onemq.rabbitmq;

import io.onemq.testkit.contract.MqFaultSuite;

class RabbitMqFaultIT extends MqFaultSuite {
    RabbitMqFaultIT() {
        super(new RabbitMqHarness());
    }
}
