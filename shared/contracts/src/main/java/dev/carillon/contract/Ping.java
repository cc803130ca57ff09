package dev.carillon.contract;

/** Asks a service whether it answers: the canary of readiness checks. */
public record Ping() {}
