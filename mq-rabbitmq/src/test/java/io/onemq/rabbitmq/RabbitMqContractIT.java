package io.onemq.rabbitmq;

import io.onemq.testkit.contract.MqContractSuite;

class RabbitMqContractIT extends MqContractSuite {
    RabbitMqContractIT() {
        super(new RabbitMqHarness());
    }
}
