package dev.carillon.gateway.tasks;

/** The tasks of all nodes, one after the other or as trees. */
sealed interface TaskAnswer permits TaskList, TaskTrees {}
