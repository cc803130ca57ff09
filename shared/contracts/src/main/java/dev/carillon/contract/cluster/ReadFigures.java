package dev.carillon.contract.cluster;

/** Asks for the figures of a node. */
public record ReadFigures() {}
