package dev.carillon.contract.mail;

/** Asks for the ledger. */
public record GetLedger() {}
