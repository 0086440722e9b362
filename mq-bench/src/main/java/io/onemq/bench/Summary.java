package io.onemq.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/** The figures of one operation of one mode over all rounds that count. */
record Summary(Mode mode, Operation operation, List<Round> rounds) {
    static final double TARGET = 0.7;

    boolean hasExpert() {
        return mode.hasNativeClient();
    }

    double expert(ToDoubleFunction<Sample> figure) {
        return median(rounds.stream()
                .mapToDouble(round -> figure.applyAsDouble(Objects.requireNonNull(round.expert())))
                .toArray());
    }

    double onemq(ToDoubleFunction<Sample> figure) {
        return median(rounds.stream()
                .mapToDouble(round -> figure.applyAsDouble(round.onemq()))
                .toArray());
    }

    double ratio() {
        return median(ratios());
    }

    double lowestRatio() {
        return rounds.stream().mapToDouble(Round::ratio).min().orElseThrow();
    }

    double highestRatio() {
        return rounds.stream().mapToDouble(Round::ratio).max().orElseThrow();
    }

    boolean isBelowTarget() {
        return hasExpert() && ratio() < TARGET;
    }

    private double[] ratios() {
        return rounds.stream().mapToDouble(Round::ratio).toArray();
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
