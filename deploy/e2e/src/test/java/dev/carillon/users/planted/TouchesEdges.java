package dev.carillon.users.planted;

import io.vertx.ext.mail.MailClient;
import io.vertx.ext.web.Router;

/** Breaks the walls around vertx-web and mail. */
record TouchesEdges(Router router, MailClient mail) {}
