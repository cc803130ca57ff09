package dev.carillon.bench.chaos;

import java.time.Duration;

/**
 * How much is to go wrong.
 *
 * @param mails how many are accepted in all
 * @param troubles how often something is killed, stopped or restarted meanwhile
 * @param stopEvery each so many-th time a process stands still instead of being killed
 * @param restartEvery each so many-th time PostgreSQL is restarted instead
 * @param outage how long PostgreSQL is away at the end; zero for not at all
 */
public record ChaosPlan(
    long seed, int mails, int troubles, int stopEvery, int restartEvery, Duration outage) {}
