"""What is to change because of a case: asked of somebody who works here, answered, accepted, and looked at again."""
