/**
 * A deterministic simulation of the mail queue: the real worker over a modelled database, modelled
 * servers and a modelled network, all driven by one seed (after FoundationDB's and TigerBeetle's
 * testing).
 */
@NullMarked
package dev.carillon.bench.simulation;

import org.jspecify.annotations.NullMarked;
