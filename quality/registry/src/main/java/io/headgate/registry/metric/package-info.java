/** One answer to "what is the number": measures of aggregates and rollups, out of two stores. */
package io.headgate.registry.metric;
