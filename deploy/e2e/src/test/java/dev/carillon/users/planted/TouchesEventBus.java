package dev.carillon.users.planted;

import io.vertx.core.eventbus.EventBus;

/** Breaks "only bus touches the event bus". */
record TouchesEventBus(EventBus bus) {}
