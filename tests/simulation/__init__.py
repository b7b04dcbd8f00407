"""Thousands of workers over simulated weeks, everything going wrong that can, and every promise checked after every step.

| Module | Holds |
| --- | --- |
| `people`, `deeds` | who there is, which plans ring them; what can be done to the system |
| `watchroom` | the system: what is stored about a worker, and the transactions that change it by the engine's decisions |
| `record` | an observer who writes down what was asked, rung and answered, and works out alone what was due |
| `promises` | the promises of the safety design, one function each, checked on the observer's record |
| `workers`, `responders` | what people do, well and badly |
| `world` | time, faults, and the order in which everything happens |
| `failure` | what is printed when a promise is broken: seed, step, and the shortest history that breaks it |

`docs/proof.md` tells how to run it and how to replay a seed.
"""
