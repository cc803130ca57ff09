package dev.carillon.json.planted;

import dev.carillon.users.UsersVerticle;

/** Breaks "shared knows no service". */
record KnowsService(UsersVerticle service) {}
