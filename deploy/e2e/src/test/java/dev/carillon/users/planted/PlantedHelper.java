package dev.carillon.users.planted;

/** Breaks "names say what things are". */
record PlantedHelper() {}
