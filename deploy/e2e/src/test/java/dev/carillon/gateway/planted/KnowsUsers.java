package dev.carillon.gateway.planted;

import dev.carillon.users.UsersVerticle;

/** Breaks "gateway knows no other service". */
record KnowsUsers(UsersVerticle service) {}
