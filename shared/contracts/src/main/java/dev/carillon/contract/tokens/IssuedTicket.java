package dev.carillon.contract.tokens;

import java.time.Instant;

/** A ticket is kept until then, or until it is used. */
public record IssuedTicket(Instant expiresAt) {}
