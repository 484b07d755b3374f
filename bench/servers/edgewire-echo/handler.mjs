export const handler = async ({ body }) => ({ statusCode: 200, body });
export const quiet = async () => ({ statusCode: 200 });
