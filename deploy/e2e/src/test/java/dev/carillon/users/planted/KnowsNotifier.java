package dev.carillon.users.planted;

import dev.carillon.notifier.NotifierVerticle;

/** Breaks "users knows no other service". */
record KnowsNotifier(NotifierVerticle service) {}
