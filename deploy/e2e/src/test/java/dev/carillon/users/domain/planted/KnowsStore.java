package dev.carillon.users.domain.planted;

import io.vertx.sqlclient.SqlClient;

/** Breaks "domain knows no client and no store". */
record KnowsStore(SqlClient sql) {}
