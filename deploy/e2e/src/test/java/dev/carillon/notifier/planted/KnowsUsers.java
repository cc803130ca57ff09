package dev.carillon.notifier.planted;

import dev.carillon.users.UsersVerticle;

/** Breaks "notifier knows no other service". */
record KnowsUsers(UsersVerticle service) {}
