/**
 * The real servers of the platform as processes of one machine: fetched from pinned artifacts,
 * configured, started on loopback, watched and stopped. Tests and the local stack use the same
 * recipes.
 */
@ParametersAreNonnullByDefault
package io.headgate.components;

import javax.annotation.ParametersAreNonnullByDefault;
