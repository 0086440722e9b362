package io.onemq.testkit.runtime;

/** What every RabbitMQ of the testkit is told. */
final class RabbitSettings {
    /**
     * A delayed message that is passed on while the broker starts may meet a queue that is not there yet. The broker tries
     * again after this many milliseconds, and after three minutes if nobody says otherwise; see the limits of delays in
     * {@code docs/brokers/rabbitmq.md}.
     */
    static final String ARGUMENTS = "-rabbit dead_letter_worker_publisher_confirm_timeout 1000";

    private RabbitSettings() {}
}
