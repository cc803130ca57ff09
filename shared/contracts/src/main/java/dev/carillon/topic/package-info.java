/**
 * The names of topics and the patterns that rules give for them: one grammar for everyone who reads
 * one. Pure functions and values only; who may do what is decided in {@code topic.access}.
 */
@NullMarked
package dev.carillon.topic;

import org.jspecify.annotations.NullMarked;
