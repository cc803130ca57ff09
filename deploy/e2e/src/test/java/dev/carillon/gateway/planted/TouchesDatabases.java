package dev.carillon.gateway.planted;

import io.vertx.ext.mongo.MongoClient;
import io.vertx.sqlclient.SqlClient;

/** Breaks the walls around the SQL client and MongoDB. */
record TouchesDatabases(SqlClient sql, MongoClient mongo) {}
