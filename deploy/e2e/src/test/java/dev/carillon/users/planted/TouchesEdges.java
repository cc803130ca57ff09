package dev.carillon.users.planted;

import io.vertx.core.net.NetClient;
import io.vertx.ext.web.Router;

/** Breaks the walls around vertx-web and plain sockets. */
record TouchesEdges(Router router, NetClient mail) {}
