const region = process.env.STAGE_REGION;

/** Where the stage's stacks are; the function is in the pipeline's own region. */
export const regionOfStage = region === undefined || region === '' ? {} : { region };
