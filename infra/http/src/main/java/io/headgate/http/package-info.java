/** What all of our HTTP services share: limits, keys and roles, problems, health and metrics. */
package io.headgate.http;
