"""The steps of a delivery's way: what a DAG's task and the command line both call."""
