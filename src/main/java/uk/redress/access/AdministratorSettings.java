package uk.redress.access;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The first administrator, made at a start that finds none.
 *
 * @param id the user id; empty if an administrator is there already
 * @param password the password to begin with, to be changed after the first sign-in
 * @param deleteDemoUsers whether a start without the demo profile deletes the demo's users instead of refusing
 */
@ConfigurationProperties("redress.admin")
record AdministratorSettings(
        @DefaultValue("") String id,
        @DefaultValue("") String password,
        @DefaultValue("false") boolean deleteDemoUsers) {}
