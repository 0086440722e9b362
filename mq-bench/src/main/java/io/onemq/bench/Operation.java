package io.onemq.bench;

import io.onemq.Topic;

/** What is measured with each side in each round. */
enum Operation {
    PUBLISH("publish") {
        @Override
        Sample run(Side side, Topic topic, int messages) throws Exception {
            return side.publish(topic, messages);
        }

        @Override
        long backlogAfter(int messages) {
            return messages;
        }
    },
    CONSUME("consume and ack") {
        @Override
        Sample run(Side side, Topic topic, int messages) throws Exception {
            return side.consume(topic, messages);
        }

        @Override
        long backlogAfter(int messages) {
            return 0;
        }
    };

    private final String title;

    Operation(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    abstract Sample run(Side side, Topic topic, int messages) throws Exception;

    /** How much must wait afterwards. */
    abstract long backlogAfter(int messages);
}
