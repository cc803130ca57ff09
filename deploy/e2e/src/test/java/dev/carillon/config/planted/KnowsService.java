package dev.carillon.config.planted;

import dev.carillon.users.UsersVerticle;

final class KnowsService {
  UsersVerticle service;
}
