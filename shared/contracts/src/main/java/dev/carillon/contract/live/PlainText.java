package dev.carillon.contract.live;

/** A line for every plain WebSocket client. */
public record PlainText(String text) {}
