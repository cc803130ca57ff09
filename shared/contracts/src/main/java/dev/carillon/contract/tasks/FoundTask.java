package dev.carillon.contract.tasks;

import org.jspecify.annotations.Nullable;

/**
 * A node's answer about one task.
 *
 * @param task null when the node does not know it
 */
public record FoundTask(@Nullable TaskView task) {}
